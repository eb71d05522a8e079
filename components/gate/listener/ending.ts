import { type JsonObject, typed } from "../envoy";

const monitor = "envoy.resource_monitors.injected_resource";

/**
 * Makes clients with open connections reconnect, to another region, while the region's watcher requests it in a file (`endingFile`). No
 * request is interrupted: responses over HTTP/1 have `connection: close`, HTTP/2 connections get GOAWAY. Envoy's `/healthcheck/fail` does
 * the same, but also fails all health paths, so that the region could not even be a fallback.
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
