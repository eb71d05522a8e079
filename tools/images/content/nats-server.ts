import { readFileSync } from "node:fs";
import { join } from "node:path";
import { natsServer as tool, program } from "../../nats-server";
import { goProgramFor, type GoModule } from "../pins/go-program";
import { images } from "../pins/pins";
import type { Layer, Package } from "./content";

/** Licences of the modules that the server is compiled from. A new module is looked at before it is in an image. */
const licenses: Readonly<Record<string, string>> = {
    "github.com/antithesishq/antithesis-sdk-go": "MIT",
    "github.com/klauspost/compress": "BSD-3-Clause AND Apache-2.0 AND MIT",
    "github.com/minio/highwayhash": "Apache-2.0",
    "github.com/nats-io/jwt/v2": "Apache-2.0",
    "github.com/nats-io/nats-server/v2": "Apache-2.0",
    "github.com/nats-io/nkeys": "Apache-2.0",
    "github.com/nats-io/nuid": "Apache-2.0",
    "golang.org/x/crypto": "BSD-3-Clause",
    "golang.org/x/sys": "BSD-3-Clause",
    "golang.org/x/time": "BSD-3-Clause",
};

/** The store's server, which links nothing. */
export const natsServer: Layer = {
    name: "nats-server",
    make: async ({ architecture, pins, progress }) => {
        const { content, modules } = await goProgramFor(tool.name, program, architecture, pins.go, progress);
        return {
            entries: [{ path: "usr/local/bin/nats-server", data: content, executable: true }],
            packages: [...modules.map(packageOf), standardLibrary(pins.go)],
        };
    },
};

function packageOf({ path, version, sum, license: text }: GoModule): Package {
    const license = licenses[path];
    if (license === undefined) {
        throw new Error(
            `nats-server is compiled from ${path}, whose licence is not in tools/images/content/nats-server.ts; read it, and add a row`,
        );
    }
    return { name: path, version, license, purl: `pkg:golang/${path}@${version}`, goSum: sum, text };
}

const standardLibrary = (toolchain: string): Package => {
    const version = toolchain.replace(/^go/, "");
    return {
        name: "stdlib",
        version,
        license: "BSD-3-Clause",
        purl: `pkg:golang/stdlib@${version}`,
        cpe: `cpe:2.3:a:golang:go:${version}:*:*:*:*:*:*:*`,
        text: readFileSync(join(images(), "licenses", "go")),
    };
};
