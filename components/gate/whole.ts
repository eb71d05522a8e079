import { refuse } from "../plan/faults";
import type { ServingPlan } from "../plan/serving/serving";
import { type EnvoyConfiguration, wholeConfiguration } from "./configuration";
import type { Json } from "./envoy";
import { gateConfiguration, type GateLinks } from "./gate";
import type { GateHost } from "./upstream";

/**
 * A gate's configuration in one piece, for a host that takes it as an argument (`envoy --config-yaml`) or an environment
 * variable.
 *
 * Throws `ConfigFaults` where the host's limit (`maxBytes`) is too small, with the number of models that fit.
 */
export function wholeGate(plan: ServingPlan, host: GateHost, links: GateLinks): string {
    const whole = (models: number) =>
        wholeText(gateConfiguration({ ...plan, models: plan.models.slice(0, models) }, host, links));
    const text = whole(plan.models.length);
    const { maxBytes = Infinity } = host;
    const size = Buffer.byteLength(text);
    if (size > maxBytes) {
        const fitting = mostThat(plan.models.length, models => Buffer.byteLength(whole(models)) <= maxBytes);
        refuse([
            {
                code: "gate/too-large",
                path: "models",
                value: plan.models.length,
                allowed: `${fitting} models: the gate of ${plan.region} is told ${size} bytes, and its host takes ${maxBytes}`,
                remedy: "serve fewer models in the region, or have the gate read its configuration from files",
            },
        ]);
    }
    return text;
}

/** The largest number up to `most` for which it holds; it holds for all smaller ones too, and 0 is the least. */
function mostThat(most: number, holds: (count: number) => boolean): number {
    let [low, high] = [0, most];
    while (low < high) {
        const middle = Math.ceil((low + high) / 2);
        if (holds(middle)) low = middle;
        else high = middle - 1;
    }
    return low;
}

/** The same in as few bytes as Envoy takes it: what stands there twice is said once (YAML 1.2 §7.1, anchors and aliases). */
export function wholeText(configuration: EnvoyConfiguration): string {
    const value = wholeConfiguration(configuration);
    const repeated = repetitions(value);
    const names = new Map<string, string>();
    return written(value, text => {
        if (!repeated.has(text) || text.length < worthAName) {
            return undefined;
        }
        const known = names.get(text);
        if (known !== undefined) {
            return { name: known, first: false };
        }
        const name = names.size.toString(36);
        names.set(text, name);
        return { name, first: true };
    });
}

/** Shorter ones cost about as much by name. */
const worthAName = 24;

/** What stands there more than once. What lies inside a repetition is said with it. */
function repetitions(whole: Json): ReadonlySet<string> {
    const [seen, repeated] = [new Set<string>(), new Set<string>()];
    const visit = (value: Json): void => {
        if (typeof value !== "object" || value === null) {
            return;
        }
        const text = JSON.stringify(value);
        if (seen.has(text)) {
            repeated.add(text);
        } else {
            seen.add(text);
            Object.values(value).forEach(visit);
        }
    };
    visit(whole);
    return repeated;
}

type Naming = (text: string) => { readonly name: string; readonly first: boolean } | undefined;

/** YAML in its flow style, which is JSON but for the names. */
function written(value: Json, naming: Naming): string {
    if (typeof value !== "object" || value === null) {
        return JSON.stringify(value);
    }
    const named = naming(JSON.stringify(value));
    if (named?.first === false) {
        return `*${named.name} `;
    }
    const inner = Array.isArray(value)
        ? `[${value.map((item: Json) => written(item, naming)).join(",")}]`
        : `{${Object.entries(value)
              .map(([key, field]: [string, Json]) => `${JSON.stringify(key)}: ${written(field, naming)}`)
              .join(",")}}`;
    return named === undefined ? inner : `&${named.name} ${inner}`;
}
