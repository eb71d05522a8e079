import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../package-root";
import { npmLock } from "../pins/npm-lock";
import { images, type NpmPin } from "../pins/pins";
import type { Package } from "./content";

/** Packages that ship no text of their licence, and the files of `licenses/` that have it. */
const without: Readonly<Record<string, string>> = {
    "onnxruntime-common": "onnxruntime",
    "onnxruntime-node": "onnxruntime",
    "onnxruntime-web": "onnxruntime",
};

/** A package of npm in the version of package-lock.json. */
export function installedPackage(name: string): Package {
    const directory = join(packageRoot(), "node_modules", name);
    return npmPackage(npmLock(name), manifestOf(directory).license, licenseIn(name, directory));
}

/** A package of npm. By its name alone a file of `licenses/` is its licence. */
export const npmPackage = (pin: NpmPin, license: string, text = licenseIn(pin.name)): Package => ({
    name: pin.name,
    version: pin.version,
    license,
    purl: npmPurl(pin),
    checksum: {
        algorithm: "SHA512",
        value: Buffer.from(pin.integrity.slice("sha512-".length), "base64").toString("hex"),
    },
    text,
});

export const npmPurl = ({ name, version }: Pick<NpmPin, "name" | "version">) =>
    `pkg:npm/${name.replace("@", "%40")}@${version}`;

export const manifestOf = (directory: string) =>
    JSON.parse(readFileSync(join(directory, "package.json"), "utf8")) as { version: string; license: string };

function licenseIn(name: string, directory?: string): Uint8Array {
    const known = without[name];
    if (known !== undefined) return readFileSync(join(images(), "licenses", known));
    const file = directory === undefined ? undefined : readdirSync(directory).find(entry => /^licen[cs]e/i.test(entry));
    if (directory !== undefined && file !== undefined) return readFileSync(join(directory, file));
    throw new Error(
        `${name} has no text of its licence; add it to tools/images/licenses, with a row in content/npm.ts`,
    );
}
