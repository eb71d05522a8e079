import type { VariableOf } from "../../components/plan/serving/programs";
import { CELL, named, REGION, type Variable, VariableReader } from "../variables";

/** Which of the two pods of a Job it runs in: the one that listens, or the one that connects. */
export type Side = "listens" | "connects";

export interface Environment {
    readonly side: Side;
    /** The name of the pod that listens, in DNS. */
    readonly peer: string;
}

const sides = ["listens", "connects"] as const;

const JOB_COMPLETION_INDEX: Variable<Side, "JOB_COMPLETION_INDEX"> = {
    name: "JOB_COMPLETION_INDEX",
    parse: text => sides[Number(/^[01]$/.test(text) ? text : NaN)],
    allowed: "0 in the pod that listens, 1 in the one that connects",
    remedy: "run it as a Job with two completions, and completion mode Indexed",
};
const PEER = named("PEER", "set it to the name of the pod that listens");

/** Reads the environment. Throws `ConfigFaults` with every faulty variable. */
export function parseEnvironment(env: NodeJS.ProcessEnv): Environment {
    const read = new VariableReader<VariableOf<"isolation">>(env);
    read.required(CELL);
    read.required(REGION);
    const found = { side: read.required(JOB_COMPLETION_INDEX), peer: read.required(PEER) };
    read.refuse();
    return found;
}
