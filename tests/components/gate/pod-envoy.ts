import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import path from "node:path";
import { connect } from "node:tls";
import { gunzipSync } from "node:zlib";

import { podCertificateFiles, podDirectories, podPorts } from "../../../components/gate/pod";
import { getTool } from "../../../tools";
import type { Identity } from "../../support/certificates";
import { freePort } from "../../support/free-port";
import { until } from "../../support/until";

/** Directories of a pod that its Envoy reads certificates from. */
type Mounted = "tls" | "front";

/**
 * The real Envoy of a pod, with its configuration as the pod has it, but for the addresses at which it listens and the places of its files. Secrets are
 * mounted as kubelets mount them: a link is replaced when one is another.
 */
export class PodEnvoy {
    private readonly root = mkdtempSync(path.join(tmpdir(), "pod-envoy-"));
    private envoy: ChildProcess | undefined;
    private stderr = "";
    private versions = 0;
    private readonly ports = new Map<keyof typeof podPorts, number>();

    /** Starts it, and returns once it listens at the port of `listening`. */
    async start(
        packed: string,
        mounted: Partial<Record<Mounted, Identity>>,
        listening: keyof typeof podPorts,
    ): Promise<void> {
        for (const [directory, identity] of Object.entries(mounted)) this.mount(directory as Mounted, identity);
        for (const name of ["gate", "observed", "health"] as const) this.ports.set(name, await freePort());
        this.ports.set("server", this.ports.get("gate")!);
        for (const directory of ["work", "certificates"]) mkdirSync(path.join(this.root, directory));
        writeFileSync(path.join(this.root, "work", "ending.json"), "0");
        writeFileSync(path.join(this.root, "subject-key"), "0123456789abcdef".repeat(4));
        for (const [file, content] of Object.entries(podCertificateFiles())) {
            writeFileSync(path.join(this.root, "certificates", file), this.here(content));
        }
        const file = path.join(this.root, "envoy.json");
        writeFileSync(file, this.here(gunzipSync(Buffer.from(packed, "base64")).toString()));
        const args = ["--config-path", file, "--log-level", "warn", "--concurrency", "1", "--disable-hot-restart"];
        this.envoy = spawn(await getTool("envoy"), args, { stdio: ["ignore", "ignore", "pipe"] });
        this.envoy.stderr!.setEncoding("utf8").on("data", (text: string) => (this.stderr += text));
        await until("the Envoy listens", async () => {
            if (this.envoy!.exitCode !== null) throw new Error(`Envoy ends: ${this.stderr}`);
            return (await this.shown(listening, "any").catch(() => "")) !== "refused";
        });
    }

    /** What it has said against its configuration. */
    get warnings(): string {
        return this.stderr;
    }

    /** Puts a Secret in the place of the one before, as a kubelet does. */
    mount(directory: Mounted, { ca, cert, key }: Identity): void {
        const at = path.join(this.root, directory);
        const version = `..${++this.versions}`;
        mkdirSync(path.join(at, version), { recursive: true });
        for (const [file, content] of Object.entries({ "tls.crt": cert, "tls.key": key, "ca.crt": ca })) {
            writeFileSync(path.join(at, version, file), content);
        }
        const isFirst = this.versions === 1 || !this.linked.has(directory);
        symlinkSync(version, path.join(at, "..next"));
        renameSync(path.join(at, "..next"), path.join(at, "..data"));
        if (isFirst) {
            for (const file of ["tls.crt", "tls.key", "ca.crt"])
                symlinkSync(path.join("..data", file), path.join(at, file));
            this.linked.add(directory);
        }
    }

    private readonly linked = new Set<Mounted>();

    /** The serial number of the certificate that it shows for a name; `refused` where nothing listens, `closed` where none is shown. */
    shown(at: keyof typeof podPorts, servername: string, identity?: Identity): Promise<string> {
        return new Promise(resolve => {
            const socket = connect({
                ...{ host: "127.0.0.1", port: this.ports.get(at)!, servername, rejectUnauthorized: false },
                ...(identity && { cert: identity.cert, key: identity.key }),
            });
            const end = (result: string) => {
                socket.destroy();
                resolve(result);
            };
            socket.once("secureConnect", () => {
                end(socket.getPeerCertificate().serialNumber);
            });
            socket.once("error", (error: NodeJS.ErrnoException) => {
                end(error.code === "ECONNREFUSED" ? "refused" : "closed");
            });
        });
    }

    /** Whether a request by a name, with a certificate, is answered. */
    admits(at: keyof typeof podPorts, servername: string, { cert, key }: Identity): Promise<boolean> {
        return new Promise(resolve => {
            const options = { host: "127.0.0.1", port: this.ports.get(at)!, servername, path: "/live", timeout: 5_000 };
            const sent = request({ ...options, cert, key, rejectUnauthorized: false, agent: false }, answer => {
                answer.resume();
                resolve(answer.statusCode === 200);
            });
            sent.on("error", () => {
                resolve(false);
            });
            sent.end();
        });
    }

    /** The status that it answers in plain text, to checks that present no certificate. */
    async health(path: string): Promise<number> {
        const answer = await fetch(`http://127.0.0.1:${this.ports.get("health")!}${path}`);
        await answer.text();
        return answer.status;
    }

    async stop(): Promise<void> {
        if (this.envoy?.exitCode === null) {
            const ended = once(this.envoy, "exit");
            this.envoy.kill("SIGKILL");
            await ended;
        }
        rmSync(this.root, { recursive: true, force: true });
    }

    /** A text of a pod with the places of this machine. */
    private here(text: string): string {
        const { certificates, front, subjectKey, tls, work } = podDirectories;
        const moved: Readonly<Record<string, string>> = {
            [tls]: path.join(this.root, "tls"),
            [front]: path.join(this.root, "front"),
            [work]: path.join(this.root, "work"),
            [certificates]: path.join(this.root, "certificates"),
        };
        // At once: the places here lie below one of those there.
        const there = new RegExp(`"(${Object.keys(moved).join("|")})(?=["/])`, "g");
        const placed = text
            .replaceAll(there, (_, place: string) => `"${moved[place]!}`)
            .replaceAll(`${subjectKey}/key`, path.join(this.root, "subject-key"));
        return [...this.ports].reduce(
            (text, [name, port]) =>
                text.replaceAll(
                    `{"address":"0.0.0.0","port_value":${podPorts[name]}}`,
                    `{"address":"127.0.0.1","port_value":${port}}`,
                ),
            placed,
        );
    }
}
