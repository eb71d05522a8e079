import * as pulumi from "@pulumi/pulumi";

import type { Cloud, Front, Names } from "../../components";
import type { MadeRecord, MakesRecords, ValidationRecord } from "../../components/adapter";

/** Names of a cloud that is not the one under test. Keeps what adapters ask of the contract; makes nothing. */
export class OtherNames implements Names, MakesRecords {
    readonly fronts: Front[] = [];
    readonly validations: { readonly name: string; readonly record: ValidationRecord }[] = [];

    constructor(
        readonly cloud: Cloud,
        readonly domain: string,
    ) {}

    lead(front: Front): MadeRecord {
        this.fronts.push(front);
        return { fqdn: pulumi.output(front.hostname) };
    }

    validate(name: string, record: ValidationRecord): MadeRecord {
        this.validations.push({ name, record });
        return { fqdn: pulumi.output(record.name).apply(name => `${name} of ${this.cloud}`) };
    }

    route(): never {
        throw new Error("no test routes by these");
    }
}
