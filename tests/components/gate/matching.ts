import type { Json, JsonObject } from "../../../components/gate/envoy";
import { grpcFilters, grpcService } from "../../../components/gate/routes/grpc";
import { inside, textInside } from "./inside";

/** A request, as far as routes look at it. */
export interface Request {
    readonly path: string;
    /** With names in lower case. */
    readonly headers?: Readonly<Record<string, string>>;
    readonly cookies?: Readonly<Record<string, string>>;
    /** What the message of a call over gRPC has been read to say; a field that is left out is empty. */
    readonly call?: { readonly model: string; readonly version: string };
    /** The model that its body, as JSON, has been read to name. */
    readonly model?: string;
}

/** A call over gRPC once its message is read. */
export function called(model: string, version = "", headers: Request["headers"] = {}): Request {
    return { path: `/${grpcService}/ModelInfer`, headers, call: { model, version } };
}

/** The first route that Envoy would match. Undefined if a matcher is not known here. */
export function routeOf(routes: readonly JsonObject[], request: Request): JsonObject | undefined {
    return routes.find(({ match }) =>
        Object.entries(match as JsonObject).every(([kind, matcher]) => holds(kind, matcher, request)),
    );
}

function holds(kind: string, matcher: Json, { path, headers, cookies, call, model }: Request): boolean {
    const [plain] = path.split("?") as [string];
    switch (kind) {
        case "path":
            return plain === matcher;
        case "prefix":
            return path.startsWith(matcher as string);
        case "path_separated_prefix":
            return plain === matcher || plain.startsWith(`${matcher as string}/`);
        case "grpc":
            return plain.startsWith(`/${grpcService}/`);
        case "headers":
            return (matcher as readonly Json[]).every(one => textHolds(one, headers?.[textInside(one, "name")]));
        case "cookies":
            return (matcher as readonly Json[]).every(one => textHolds(one, cookies?.[textInside(one, "name")]));
        case "dynamic_metadata":
            return (matcher as readonly Json[]).every(one =>
                textInside(one, "filter") === "openai"
                    ? textHolds(inside(one, "value") ?? null, model)
                    : textInside(one, "filter") === grpcFilters[0]!.name &&
                      textHolds(
                          inside(one, "value", "list_match", "one_of") ?? null,
                          call?.[textInside(one, "path", 0, "key") as "model" | "version"],
                      ),
            );
        default:
            throw new Error(`no test knows what ${kind} matches`);
    }
}

function textHolds(matcher: Json, value: string | undefined): boolean {
    if (inside(matcher, "present_match") === true) {
        return value !== undefined;
    }
    const { exact, safe_regex } = inside(matcher, "string_match") as { exact?: string; safe_regex?: { regex: string } };
    // Envoy's regular expressions match whole values.
    return value !== undefined && (exact === value || new RegExp(`^(?:${safe_regex?.regex ?? "(?!)"})$`).test(value));
}
