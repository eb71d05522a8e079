import { type Cell, cellConfigOf } from "../cells/cell";
import { type Asked, configSchema } from "../config/config";

/**
 * What a component asks of clouds, as a stack of its cells would say it, so that the same rules judge both. What callers
 * prove who they are by is left out: that is asked of the serving alone.
 */
export function askedOf(cells: readonly Cell[], said: Partial<Asked>): Asked {
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
