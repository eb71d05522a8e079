import { type JsonObject, typed } from "../envoy";

const monitor = "envoy.resource_monitors.injected_resource";

/**
 * Has clients that keep their connections reconnect, to another region, as the region's watcher says by a file (`endingFile`). Nothing
 * is cut: an answer over HTTP/1 says `connection: close`, HTTP/2 gets GOAWAY. Envoy's `/healthcheck/fail` does the same and
 * fails all health paths with it; the region would then not even be a fallback.
 */
export function endingOnRequest(directory: string): { readonly monitor: JsonObject; readonly action: JsonObject } {
    return {
        monitor: {
            name: monitor,
            typed_config: typed("injectedResource", { filename: `${directory}/ending.json` }),
        },
        action: {
            name: "envoy.overload_actions.disable_http_keepalive",
            triggers: [{ name: monitor, threshold: { value: 1 } }],
        },
    };
}
