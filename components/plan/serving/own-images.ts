import type { ModelConfig } from "../config/models";
import { modelsIn } from "./model-cells";

/** Images of custom servers that run in a cell, each once, as the config writes them. */
export function ownImagesIn(models: readonly Pick<ModelConfig, "cells" | "releases">[], cell: string): string[] {
    const images = modelsIn(models, cell).flatMap(({ releases }) =>
        Object.values(releases).flatMap(({ server }) => server?.image ?? []),
    );
    return [...new Set(images)];
}
