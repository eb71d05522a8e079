/**
 * The resources of this machine, as a provider inside the program.
 *
 * @module
 */

import { artifact } from "./artifact";
import type * as AuditRecordModule from "./audit-record";
import { auditTrail } from "./audit-trail";
import { authority } from "./authority";
import { certificate } from "./certificate";
import { directory } from "./directory";
import { envoyFiles } from "./envoy-files";
import { key } from "./key";
import { file } from "./file";
import { lifecycleOf } from "./lifecycle";
import { port } from "./port";
import { process } from "./process";
import { storedArtifact } from "./store/artifact";
import { artifactBucket } from "./store/artifact-bucket";
import { members } from "./store/members";
import { table } from "./store/table";

/** The kinds of local resources, by the name that `resources.ts` has the engine ask for. */
export const kinds = {
    port: lifecycleOf(port),
    authority: lifecycleOf(authority),
    certificate: lifecycleOf(certificate),
    key: lifecycleOf(key),
    artifact: lifecycleOf(artifact),
    envoyFiles: lifecycleOf(envoyFiles),
    file: lifecycleOf(file),
    process: lifecycleOf(process),
    directory: lifecycleOf(directory),
    table: lifecycleOf(table),
    artifactBucket: lifecycleOf(artifactBucket),
    storedArtifact: lifecycleOf(storedArtifact),
    members: lifecycleOf(members),
    auditTrail: lifecycleOf(auditTrail),
    /** Loaded for cells with an audit trail only: what checks its entries takes most of the time that this module takes to load. */
    get auditRecord() {
        return lifecycleOf((require("./audit-record") as typeof AuditRecordModule).auditRecord);
    },
};
