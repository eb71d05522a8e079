import type { Asked } from "../config/config";
import { pathOf } from "../config/paths";
import { type Fault, quoted } from "../faults";
import { cloudsOf } from "../places/catalogue";
import { regionsWith } from "./needs";
import { predictorName, releaseKey } from "./physical-names";

/** Variables that KServe 0.18 and later let no container have (github.com/kserve/kserve: pkg/validation/env_policy.go). */
const blockedVariables = ["PYTHONPATH"] as const;

interface Released {
    /** As in `"1.0.0" of model "screening"`. */
    readonly said: string;
    readonly key: string;
    readonly variables: readonly (readonly [list: "env" | "secrets", name: string])[];
    readonly path: readonly (string | number)[];
}

/** What KServe refuses of releases, or makes of two of them under one name, where it runs them. */
export function kserveFaults(config: Asked): Fault[] {
    if (config.serving.hosting !== "managed") return [];
    const released = config.models.flatMap((model, i): Released[] =>
        cloudsOf(regionsWith(model, config)).includes("kubernetes")
            ? Object.entries(model.releases).map(([version, { server }]) => ({
                  said: `${quoted(version)} of model ${quoted(model.name)}`,
                  key: releaseKey(model.name, version),
                  variables: [
                      ...Object.keys(server?.env ?? {}).map(name => ["env", name] as const),
                      ...Object.keys(server?.secrets ?? {}).map(name => ["secrets", name] as const),
                  ],
                  path: ["models", i, "releases", version],
              }))
            : [],
    );
    return [...predictorFaults(released), ...released.flatMap(variableFaults)];
}

/** KServe's Service of one release is called as the Service of the other. */
function predictorFaults(released: readonly Released[]): Fault[] {
    return released.flatMap(({ key, path }): Fault[] => {
        const other = released.find(one => predictorName(one.key) === key);
        return other === undefined
            ? []
            : [
                  {
                      code: "name/release-twice",
                      path: pathOf([...path]),
                      value: key,
                      problem: `name ${quoted(key)} of a release is also the name of KServe's Service of release ${other.said}`,
                      remedy: "rename the model, or give the release another version",
                  },
              ];
    });
}

function variableFaults({ path, said, variables }: Released): Fault[] {
    return variables
        .filter(([, name]) => (blockedVariables as readonly string[]).includes(name))
        .map(([list, name]) => ({
            code: "server/variable-blocked",
            path: pathOf([...path, "server", list, name]),
            value: name,
            problem: `KServe refuses pods with variable ${name}, which release ${said} sets`,
            remedy: "set the variable in the image or in the command, or set serving.hosting to container",
        }));
}
