import { type Fault, quoted } from "../faults";

/** What is wrong with the file of authorities of an export: `text` is its content, `unreadable` why it can't be read. */
export function exportAuthorityFaults(
    ca: string,
    i: number,
    found: { readonly text: string } | { readonly unreadable: string },
): Fault[] {
    const why =
        "unreadable" in found
            ? `can't be read (${found.unreadable})`
            : found.text.includes("-----BEGIN CERTIFICATE-----")
              ? undefined
              : "contains no certificate";
    return why === undefined
        ? []
        : [
              {
                  code: "observability/export-ca",
                  path: `observability.exports[${i}].ca`,
                  value: ca,
                  problem: `file ${quoted(ca)} ${why}, expected certificates of authorities in PEM`,
                  remedy: "set ca to the path of a file with certificates in PEM, relative to the project",
              },
          ];
}
