import { ConfigFaults, type Fault } from "../../../components/plan/faults";

/** What tests compare of a fault. The text that readers see is in `tests/golden/faults.txt`, so that a better word is a change of one line. */
export type Pinned = Pick<Fault, "code" | "path" | "value">;

export function pinned(faults: readonly Fault[]): Pinned[] {
    return faults.map(({ code, path, value }) => ({ code, path, ...(value !== undefined && { value }) }));
}

/** The faults that something throws, none when it throws nothing. Any other error passes. */
export function faultsOf(act: () => unknown): Pinned[] {
    return pinned(wholeFaultsOf(act));
}

/** The same, with their texts. */
export function wholeFaultsOf(act: () => unknown): readonly Fault[] {
    try {
        act();
    } catch (error) {
        if (error instanceof ConfigFaults) {
            return error.faults;
        }
        throw error;
    }
    return [];
}
