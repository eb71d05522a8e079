import { type Cell, cellConfigOf } from "../cells/cell";
import { type Asked, configSchema } from "../config/config";

/**
 * What a component requests from clouds, in the form of a stack with its cells, so that the same rules evaluate both. The authentication
 * of callers is left out: only the serving component requests it.
 */
export function requestedOf(cells: readonly Cell[], said: Partial<Asked>): Asked {
    const { serving, routing } = configSchema.shape;
    return {
        cells: cells.map(cell => {
            const { auth: _, ...config } = cellConfigOf(cell);
            return config;
        }),
        models: [],
        serving: serving.parse(undefined),
        routing: routing.parse(undefined),
        ...said,
    };
}
