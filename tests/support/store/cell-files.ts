import { writeFile } from "node:fs/promises";
import path from "node:path";

import { issue, type Issued, makeAuthority } from "../../../runtime/certifier/certificates";
import { replaceFile } from "../../../runtime/files";
import { secrets, serverConfiguration, type ServerPlace } from "../../../runtime/operator/server-configuration";

/** PEM files of a process. */
export interface Identity {
    readonly cert: string;
    readonly key: string;
    readonly ca: string;
}

/** What the processes of a cell's store find on the disk, as a stack writes it. */
export class CellFiles {
    private constructor(
        readonly directory: string,
        private readonly authority: Issued,
    ) {}

    static async in(directory: string, domain: string): Promise<CellFiles> {
        return new CellFiles(directory, await makeAuthority("store under test", domain));
    }

    identity(name: string): Identity {
        const file = (part: string) => path.join(this.directory, name, part);
        return { cert: file("tls.crt"), key: file("tls.key"), ca: file("ca.crt") };
    }

    async certify(name: string, hosts: readonly string[]): Promise<void> {
        const { certificate, key } = await issue(this.authority, hosts, 1);
        const files = this.identity(name);
        await replaceFile(files.cert, certificate);
        await replaceFile(files.key, key);
        await replaceFile(files.ca, this.authority.certificate);
    }

    /** A server's configuration, with what only files hold filled in. */
    async configure(place: ServerPlace): Promise<void> {
        const filled = serverConfiguration(place)
            .replaceAll(`{{${secrets.storage}}}`, "k".repeat(64))
            .replaceAll(`{{${secrets.routes}}}`, "r".repeat(64));
        await replaceFile(path.join(place.directory, "nats-server.conf"), filled);
    }

    get tables(): string {
        return path.join(this.directory, "tables.json");
    }

    /** The configuration of table servers. */
    async tell(tables: object): Promise<void> {
        await writeFile(this.tables, JSON.stringify(tables));
    }
}
