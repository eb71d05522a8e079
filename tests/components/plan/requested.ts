import { type Config, type ConfigInput, configSchema } from "../../../components/plan/config/config";
import { parse } from "../../../components/plan/config/parse";
import type { RegionRef } from "../../../components/plan/places/catalogue";
import { digest } from "./screening";

/** A config over some regions, right in form; what it means is not checked, so tests can ask for anything. */
export function asked(regions: readonly RegionRef[], change: Partial<ConfigInput> = {}): Config {
    return parse(configSchema, {
        service: "screening",
        domain: "screening.example",
        cells: [cellOver(regions)],
        models: [
            {
                name: "screening",
                releases: { "1.0.0": { artifact: "file:1.onnx", digest: digest("1") } },
                traffic: [{ version: "1.0.0", percent: 100 }],
            },
        ],
        ...change,
    });
}

/** A cell over some regions, in all the world. */
export function cellOver(
    regions: readonly RegionRef[],
    change: Partial<ConfigInput["cells"][number]> = {},
): ConfigInput["cells"][number] {
    return {
        name: "cell",
        jurisdictions: ["EU", "US"],
        dataClasses: ["internal"],
        regions: [...regions],
        primary: regions[0]!,
        ...change,
    };
}

/** A region of each cloud, in the European Union. */
export const regionOn = {
    aws: "aws:eu-west-1",
    gcp: "gcp:europe-west1",
    azure: "azure:westeurope",
    kubernetes: "kubernetes:fulda",
    local: "local:eu-west",
} as const satisfies Record<string, RegionRef>;

/** Where the region of `kubernetes` is. */
export const fulda = { city: "Fulda", country: "DE", latitude: 50.55, longitude: 9.68 };
