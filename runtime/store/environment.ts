import { integer, named, type Variable, type VariableReader } from "../variables";
import type { StoreAddress } from "./address";
import { inboxOf } from "./subjects";

const STORE_HOST = named("STORE_HOST", "set it to the address of the region's server of the store");
const STORE_NAME = named("STORE_NAME", "set it to the name in that server's certificate");
const STORE_PORT: Variable<number, "STORE_PORT"> = {
    name: "STORE_PORT",
    parse: integer(1, 65535),
    allowed: "a whole number from 1 to 65535",
    remedy: "set it to the port of the region's server of the store",
};

/** The variables that say where the store is. */
type StoreVariable = "STORE_HOST" | "STORE_PORT" | "STORE_NAME";

/** Where a process finds its region's server of the store; `purpose` is what it is there for in the region. */
export function readStore(
    read: VariableReader<StoreVariable>,
    tls: StoreAddress["tls"],
    purpose: string,
    region: string,
): StoreAddress {
    return {
        host: read.required(STORE_HOST),
        port: read.required(STORE_PORT),
        name: read.required(STORE_NAME),
        tls,
        inbox: inboxOf(purpose, region),
    };
}
