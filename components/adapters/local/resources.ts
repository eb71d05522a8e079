import * as pulumi from "@pulumi/pulumi";

import { loopback } from "./loopback";
import type { ArtifactInputs, ArtifactOutputs } from "./provider/artifact";
import type { AuditRecordInputs, AuditRecordOutputs } from "./provider/audit-record";
import type { AuditTrailInputs, AuditTrailOutputs } from "./provider/audit-trail";
import type { AuthorityInputs, AuthorityOutputs } from "./provider/authority";
import type { CertificateInputs, CertificateOutputs } from "./provider/certificate";
import type { EnvoyFilesInputs, EnvoyFilesOutputs } from "./provider/envoy-files";
import type { KeyInputs, KeyOutputs } from "./provider/key";
import type { DirectoryInputs, DirectoryOutputs } from "./provider/directory";
import type { FileInputs, FileOutputs } from "./provider/file";
import type { PortInputs, PortOutputs } from "./provider/port";
import type { ProcessInputs, ProcessOutputs } from "./provider/process";
import type { StoredArtifactInputs, StoredArtifactOutputs } from "./provider/store/artifact";
import type { ArtifactBucketInputs, ArtifactBucketOutputs } from "./provider/store/artifact-bucket";
import type { MembersInputs } from "./provider/store/members";
import type { TableInputs, TableOutputs } from "./provider/store/table";

/**
 * A resource of this machine, made by a provider of this package that the engine runs through Pulumi's dynamic-provider
 * host. What the host evaluates is this constant line and not code taken from the program: a new version of the package
 * changes no resource, and nothing of the program ends up in state.
 */
abstract class LocalResource extends pulumi.CustomResource {
    /** `unknowns`: outputs that only the provider knows, declared so that a preview shows them as unknown. */
    protected constructor(
        kind: string,
        type: string,
        name: string,
        inputs: object,
        unknowns: Readonly<Record<string, undefined>>,
        opts: pulumi.CustomResourceOptions,
    ) {
        const __provider = `exports.handler = () => require("pulumi-meridian/local/provider").kinds.${kind};`;
        // Where a user has something replaced (`--replace`, `pulumi state taint`), old and new are one thing here: deleting
        // the old one last would take away the new one. Said here, because the engine then doesn't ask the provider.
        const deleteBeforeReplace = opts.deleteBeforeReplace ?? true;
        super(
            `pulumi-nodejs:dynamic/local:${type}`,
            name,
            { ...inputs, ...unknowns, __provider },
            { ...opts, deleteBeforeReplace },
        );
    }
}

type Outputs<T> = { readonly [K in keyof T]: pulumi.Output<T[K]> };
type Inputs<T> = { readonly [K in keyof T]: pulumi.Input<Unwrapped<T[K]>> };
type Unwrapped<T> = T extends readonly (infer Item)[]
    ? pulumi.Input<Unwrapped<Item>>[] | readonly Item[]
    : T extends object
      ? { [K in keyof T]: pulumi.Input<T[K]> }
      : T;

export class Port extends LocalResource implements Outputs<Pick<PortOutputs, "port">> {
    /** Known from the start: an output would take each that waits for it the time of several promises. */
    readonly host: string = loopback;
    declare readonly port: pulumi.Output<number>;

    constructor(name: string, inputs: Inputs<PortInputs>, opts: pulumi.CustomResourceOptions) {
        super("port", "Port", name, inputs, { port: undefined }, opts);
    }

    /** Made once, for all that wait for it. */
    private known: pulumi.Output<PortOutputs> | undefined;

    get address(): pulumi.Output<PortOutputs> {
        this.known ??= this.port.apply(port => ({ host: this.host, port }));
        return this.known;
    }
}

export class Authority extends LocalResource implements Outputs<AuthorityOutputs> {
    declare readonly directory: pulumi.Output<string>;
    declare readonly fingerprint: pulumi.Output<string>;

    constructor(name: string, inputs: Inputs<AuthorityInputs>, opts: pulumi.CustomResourceOptions) {
        super("authority", "Authority", name, inputs, { fingerprint: undefined }, opts);
    }
}

export class Certificate extends LocalResource implements Outputs<CertificateOutputs> {
    declare readonly fingerprint: pulumi.Output<string>;

    constructor(name: string, inputs: Inputs<CertificateInputs>, opts: pulumi.CustomResourceOptions) {
        super("certificate", "Certificate", name, inputs, { fingerprint: undefined }, opts);
    }
}

export class Key extends LocalResource implements Outputs<KeyOutputs> {
    declare readonly fingerprint: pulumi.Output<string>;

    constructor(name: string, inputs: Inputs<KeyInputs>, opts: pulumi.CustomResourceOptions) {
        super("key", "Key", name, inputs, { fingerprint: undefined }, opts);
    }
}

export class Artifact extends LocalResource implements Outputs<ArtifactOutputs> {
    declare readonly found: pulumi.Output<string>;
    /** Where the region keeps it, once it is there. */
    declare readonly file: pulumi.Output<string>;

    constructor(name: string, inputs: Inputs<ArtifactInputs>, opts: pulumi.CustomResourceOptions) {
        super("artifact", "Artifact", name, inputs, { found: undefined }, opts);
    }
}

export class EnvoyFiles extends LocalResource implements Outputs<EnvoyFilesOutputs> {
    declare readonly found: pulumi.Output<string>;

    constructor(name: string, inputs: Inputs<EnvoyFilesInputs>, opts: pulumi.CustomResourceOptions) {
        super("envoyFiles", "EnvoyFiles", name, inputs, { found: undefined }, opts);
    }
}

export class File extends LocalResource implements Outputs<FileOutputs> {
    declare readonly found: pulumi.Output<string>;

    constructor(name: string, inputs: Inputs<FileInputs>, opts: pulumi.CustomResourceOptions) {
        super("file", "File", name, inputs, { found: undefined }, opts);
    }
}

export class Process extends LocalResource implements Outputs<ProcessOutputs> {
    declare readonly state: pulumi.Output<string>;

    constructor(
        name: string,
        inputs: pulumi.Inputs & { program: ProcessInputs["program"] },
        opts: pulumi.CustomResourceOptions,
    ) {
        super("process", "Process", name, inputs, { state: undefined }, opts);
    }
}

export class Directory extends LocalResource implements Outputs<DirectoryOutputs> {
    declare readonly there: pulumi.Output<boolean>;

    constructor(name: string, inputs: Inputs<DirectoryInputs>, opts: pulumi.CustomResourceOptions) {
        super("directory", "Directory", name, inputs, { there: undefined }, opts);
    }
}

/** A table's shards in the cell's store. */
export class StoreTable extends LocalResource implements Outputs<TableOutputs> {
    declare readonly state: pulumi.Output<string>;
    declare readonly changesId: pulumi.Output<string>;

    constructor(name: string, inputs: Inputs<TableInputs>, opts: pulumi.CustomResourceOptions) {
        super("table", "StoreTable", name, inputs, { state: undefined, changesId: undefined }, opts);
    }
}

/** The bucket of a cell's model files. */
export class ArtifactBucket extends LocalResource implements Outputs<ArtifactBucketOutputs> {
    declare readonly state: pulumi.Output<string>;

    constructor(name: string, inputs: Inputs<ArtifactBucketInputs>, opts: pulumi.CustomResourceOptions) {
        super("artifactBucket", "ArtifactBucket", name, inputs, { state: undefined }, opts);
    }
}

/** Who belongs to a cell's store. */
export class StoreMembers extends LocalResource {
    constructor(name: string, inputs: Inputs<MembersInputs>, opts: pulumi.CustomResourceOptions) {
        super("members", "StoreMembers", name, inputs, {}, opts);
    }
}

/** A model file in the cell's store. */
export class StoredArtifact extends LocalResource implements Outputs<StoredArtifactOutputs> {
    declare readonly stored: pulumi.Output<boolean>;

    constructor(name: string, inputs: Inputs<StoredArtifactInputs>, opts: pulumi.CustomResourceOptions) {
        super("storedArtifact", "StoredArtifact", name, inputs, { stored: undefined }, opts);
    }
}

/** Where a cell's audit trail is kept. */
export class AuditTrail extends LocalResource implements Outputs<AuditTrailOutputs> {
    declare readonly found: pulumi.Output<string>;

    constructor(name: string, inputs: Inputs<AuditTrailInputs>, opts: pulumi.CustomResourceOptions) {
        super("auditTrail", "AuditTrail", name, inputs, { found: undefined }, opts);
    }
}

/** An entry in a cell's audit trail for each change of a thing. */
export class AuditRecord extends LocalResource implements Outputs<AuditRecordOutputs> {
    declare readonly recorded: pulumi.Output<string>;
    declare readonly entry: pulumi.Output<string>;

    constructor(
        name: string,
        inputs: Omit<AuditRecordInputs, "begins"> & { readonly begins?: pulumi.Output<string> },
        opts: pulumi.CustomResourceOptions,
    ) {
        super("auditRecord", "AuditRecord", name, inputs, { recorded: undefined, entry: undefined }, opts);
    }
}
