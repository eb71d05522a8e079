import { ConfigFaults, type Fault } from "../../../components/plan/faults";

/** The faults that something throws, none when it throws nothing. Any other error passes. */
export function faultsOf(act: () => unknown): readonly Fault[] {
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
