import { mostPartBytes, mostPathBytes } from "../../components/plan/serving/archives";
import { shown, UnpackRefused } from "./refused";

/** The path of an entry below the directory, without `.` and empty parts; "" is the directory itself. */
export function pathIn(name: string): string {
    const wrong = faultIn(name);
    if (wrong !== undefined)
        throw new UnpackRefused(`the archive's entry ${shown(name)} ${wrong.problem}`, wrong.remedy);
    return name
        .split("/")
        .filter(part => part !== "" && part !== ".")
        .join("/");
}

interface Wrong {
    readonly problem: string;
    readonly remedy: string;
}

function faultIn(name: string): Wrong | undefined {
    const parts = name.split("/");
    if (name === "") return { problem: "has no name", remedy: "pack the files again" };
    if (name.startsWith("/")) return { problem: "is an absolute path", remedy: packBelow };
    if (parts.includes("..")) return { problem: "leads out of the directory", remedy: packBelow };
    if (/\p{Cc}/u.test(name)) return { problem: "has a control character", remedy: "rename the file" };
    if (name.includes("\ufffd")) return { problem: "is not UTF-8", remedy: "rename the file" };
    // GNU tar and BSD tar name files with holes so, where they pack them by the pax format.
    if (parts.some(part => /^GNUSparseFile\.\d+$/.test(part))) {
        return { problem: "is a file with holes", remedy: "pack without --sparse" };
    }
    const long = parts.find(part => Buffer.byteLength(part) > mostPartBytes);
    return long !== undefined || Buffer.byteLength(name) > mostPathBytes
        ? {
              problem: "has a name that is too long",
              remedy: `use up to ${mostPartBytes} bytes, and ${mostPathBytes} for a path`,
          }
        : undefined;
}

/** GNU tar and BSD tar both have -C. */
const packBelow = "pack relative paths: tar -C <directory> -cf <archive> .";
