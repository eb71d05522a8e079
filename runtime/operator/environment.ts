import type { VariableOf } from "../../components/plan/serving/programs";
import type { StoreAddress } from "../store/address";
import { readStore } from "../store/environment";
import { inboxOf } from "../store/subjects";
import { CELL, located, REGION, VariableReader } from "../variables";

/** Configuration of an operator. */
export interface Environment {
    readonly cell: string;
    /** The region that it runs in, whose server of the store it calls. */
    readonly region: string;
    readonly store: StoreAddress;
    /** The same with the certificate that may remove servers from the store. */
    readonly administered?: StoreAddress;
    /** The file that lists the tables. */
    readonly spec: string;
}

const SPEC = located("SPEC", "set it to the file that lists the tables");

const ofAdministrator = "unset it, or set it to a file of the certificate by which servers are taken off the store";
const ADMINISTRATOR_CERT = located("ADMINISTRATOR_CERT", ofAdministrator);
const ADMINISTRATOR_KEY = located("ADMINISTRATOR_KEY", ofAdministrator);

/** Reads the environment. Throws `ConfigFaults` with every faulty variable. */
export function parseEnvironment(env: NodeJS.ProcessEnv): Environment {
    const read = new VariableReader<VariableOf<"operator">>(env);
    const region = read.required(REGION);
    const found = { cell: read.required(CELL), region, spec: read.required(SPEC) };
    const tls = read.tlsFiles();
    if (tls === undefined) read.missTls();
    const store = readStore(read, tls!, "operator", "any");
    const administrator = read.both(ADMINISTRATOR_CERT, ADMINISTRATOR_KEY);
    read.refuse();
    if (administrator === undefined) return { ...found, store };
    const [cert, key] = administrator;
    const inbox = inboxOf("administrator", "any");
    return { ...found, store, administered: { ...store, tls: { ...store.tls, cert, key }, inbox } };
}
