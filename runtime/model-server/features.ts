import { z } from "zod";
import { parse } from "../../components/plan/config/parse";
import { listed, Refusal } from "../refusal";
import type { Item } from "../store/item";
import { deadlineIn, Unavailable } from "../store/shard";
import type { Found, Table } from "../store/table";
import type { TensorSpec } from "./signature";
import type { Tensor } from "./session";

const look = z.strictObject({
    table: z.string().min(1),
    partitionKey: z.string().min(1),
    ttl: z.string().min(1).optional(),
    shards: z.number().int().min(1),
    input: z.string().min(1),
    attributes: z.array(z.string().min(1)).min(1),
    otherwise: z.enum(["refuse", "default"]),
    defaults: z.record(z.string(), z.number()),
    maxAgeSeconds: z.number().min(1).optional(),
});

/** Features that are looked up for a subject, from the process's file. */
export type LookUp = Readonly<z.output<typeof look>>;

/** Throws where the text is not JSON (`SyntaxError`) or not a look-up (`ConfigFaults`). */
export function parseLookUp(text: string): LookUp {
    return parse(look, JSON.parse(text), "features");
}

/** What an answer says of the features that it is from, as parameters of the protocol: texts, numbers, truth values. */
export interface Stated {
    /** `found`, or why defaults were taken. */
    readonly features: "found" | "unknown_subject" | "missing" | "stale";
    /** Attributes that defaults were taken for, by commas. */
    readonly features_missing?: string;
    /** Since the item was written. */
    readonly features_age_seconds?: number;
    /**
     * By how much the copy that they are from may have been behind: what was written before is in it, as far as the clocks of the cell
     * agree. Absent where nothing bounds it. A region whose copy lags answers where no other region can.
     */
    readonly features_lag_ms_at_most?: number;
    /** Where that exceeds the limit of the config, or nothing bounds it. */
    readonly features_copy_stale?: true;
}

/** Features of a subject, as an input of the model. */
export interface Joined {
    readonly tensor: Tensor;
    readonly stated: Stated;
}

/** Reading the region's own copy takes a millisecond; where that can't be, another region may be asked. */
const DEADLINE_MS = 1_000;
const MOST_SUBJECT_BYTES = 1024;

/** Looks up the features of a subject that a model needs. */
export class Features {
    constructor(
        readonly lookUp: LookUp,
        private readonly table: Pick<Table, "get">,
        private readonly staleAfterMs = Infinity,
        private readonly now: () => number = Date.now,
    ) {}

    /** Throws a `Refusal` where the subject's features are not as wanted, and none may be made up. */
    async join(subject: unknown, spec: TensorSpec): Promise<Joined> {
        if (typeof subject !== "string" || subject === "" || Buffer.byteLength(subject) > MOST_SUBJECT_BYTES) {
            throw new Refusal(400, `parameters.subject must be text of 1 to ${MOST_SUBJECT_BYTES} bytes`);
        }
        refuseOtherWidth(this.lookUp, spec);
        const { item, heartbeatAt } = await this.find(subject);
        const values = this.lookUp.attributes.map(name => numberOf(item, name));
        const stated = {
            ...this.state(item, values),
            ...this.lag(heartbeatAt),
        };
        if (stated.features !== "found" && this.lookUp.otherwise === "refuse") {
            throw new Refusal(422, refusalOf(stated, this.lookUp));
        }
        const { attributes, defaults } = this.lookUp;
        const taken = stated.features === "stale" ? [] : values;
        return {
            tensor: tensorOf(
                attributes.map((name, i) => taken[i] ?? defaults[name]!),
                spec,
            ),
            stated,
        };
    }

    private async find(subject: string): Promise<Found> {
        try {
            return await this.table.get({ key: subject }, "nearest", deadlineIn(DEADLINE_MS));
        } catch (error) {
            if (error instanceof Unavailable) {
                throw new Refusal(503, "the features can't be looked up: no copy of the store answers here");
            }
            throw error;
        }
    }

    private lag(heartbeatAt: number | undefined): Pick<Stated, "features_lag_ms_at_most" | "features_copy_stale"> {
        const lagMs = heartbeatAt === undefined ? undefined : Math.max(this.now() - heartbeatAt, 0);
        return {
            ...(lagMs !== undefined && { features_lag_ms_at_most: lagMs }),
            ...((lagMs ?? Infinity) > this.staleAfterMs && { features_copy_stale: true }),
        };
    }

    private state(item: Item | undefined, values: readonly (number | undefined)[]): Stated {
        if (item === undefined) {
            return { features: "unknown_subject" };
        }
        const features_age_seconds = Math.max(Math.round((this.now() - item.writtenAt) / 1000), 0);
        const missing = this.lookUp.attributes.filter((_, i) => values[i] === undefined);
        if (features_age_seconds > (this.lookUp.maxAgeSeconds ?? Infinity)) {
            return { features: "stale", features_age_seconds };
        }
        return missing.length > 0
            ? { features: "missing", features_missing: missing.join(","), features_age_seconds }
            : { features: "found", features_age_seconds };
    }
}

function numberOf(item: Item | undefined, name: string): number | undefined {
    const value = item?.attributes[name];
    return typeof value === "number" ? value : undefined;
}

/** Never the subject: answers and logs are for others, too. */
function refusalOf(
    { features, features_missing = "", features_age_seconds }: Stated,
    { table, input, maxAgeSeconds }: LookUp,
): string {
    const put = (what: string) => `put ${what} below /v1/tables/${table}, or send input ${listed([input])}`;
    switch (features) {
        case "missing":
            // All of them: the names are the config's own, so an operator can fix the item in one go.
            return (
                `the subject's item in table ${table} lacks numbers for ${features_missing.replaceAll(",", ", ")}; ` +
                put("an item with them")
            );
        case "stale":
            return `the subject's item in table ${table} is ${features_age_seconds} s old; allowed: ${maxAgeSeconds}`;
        default:
            return `table ${table} has no item of the subject; ${put("one")}`;
    }
}

/** What is looked up doesn't fit this release, and no request can help that. */
function refuseOtherWidth({ attributes }: LookUp, { name, shape }: TensorSpec): void {
    const columns = shape.at(-1) ?? -1;
    if (columns !== -1 && columns !== attributes.length) {
        throw new Refusal(
            422,
            `input ${listed([name])} has ${columns} columns, and ${attributes.length} features are looked up; ` +
                "send the input, or have features.attributes corrected",
        );
    }
}

/** One row. */
function tensorOf(values: readonly number[], { name, datatype, shape }: TensorSpec): Tensor {
    const elements = datatype.decode(values);
    if (typeof elements === "number") {
        throw new Refusal(422, `features for input ${listed([name])}: element ${elements} is not ${datatype.allowed}`);
    }
    return { type: datatype.runtime, shape: shape.length === 1 ? [values.length] : [1, values.length], elements };
}
