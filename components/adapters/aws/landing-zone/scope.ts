import type * as pulumi from "@pulumi/pulumi";

import type { Cell } from "../../../plan/cells/cell";
import type { AwsAccount } from "../account";
import type { AwsSettings } from "../args";

/** What the parts of a landing zone are made in. */
export interface LandingScope {
    /** Begins the names of all of it: `<service>-<cell>-<region>`. */
    readonly name: string;
    /** As AWS writes it: `eu-west-1`. */
    readonly region: string;
    /** As names say it, where they must be short. */
    readonly short: string;
    /** Availability zones that an account has there. */
    readonly zones: number;
    readonly cell: Cell;
    readonly account: AwsAccount;
    readonly settings: AwsSettings;
    /** Parent and provider. */
    readonly opts: pulumi.CustomResourceOptions;
}
