import { readFileSync } from "node:fs";
import { z } from "zod";
import { parse } from "../../../plan/config/parse";
import { serverSchema } from "../../../plan/config/server";

const launch = serverSchema
    .pick({ protocol: true, port: true, ready: true, env: true, modelPath: true, unpack: true })
    .extend({
        model: z.string().min(1),
        version: z.string().min(1),
        /** SHA-256 of the release's file. */
        digest: z.string().min(1),
        /** The release's file. */
        file: z.string().min(1),
        command: z.array(z.string()).min(1),
        /** Where the command runs. Default: its own directory. */
        directory: z.string().optional(),
        /** The server's own directory, in which its Unix socket and that of the launcher are. Relative to the launcher's. */
        place: z.string().min(1),
        /** File with values of secret variables, as a JSON object. */
        secrets: z.string().optional(),
    });

/** The file of a launcher: one release and the custom server that serves it. Paths are relative to the stack's runtime directory. */
export type Launch = Readonly<z.output<typeof launch>>;

const secretsSchema = z.record(z.string(), z.string());

/** Reads a file. Throws `SyntaxError` if it is not JSON, and `ConfigFaults` if it has another form. */
export function readLaunch(file: string): Launch {
    return parse(launch, JSON.parse(readFileSync(file, "utf8")), "launch");
}

/** The values of secret variables. */
export function readSecrets({ secrets }: Launch): Readonly<Record<string, string>> {
    return secrets === undefined ? {} : parse(secretsSchema, JSON.parse(readFileSync(secrets, "utf8")), "secrets");
}

/** The sockets of a server's place: the server's own, and where its launcher tells how it is. */
export const socketsIn = (place: string) => ({ server: `${place}/server.sock`, launcher: `${place}/launcher.sock` });
