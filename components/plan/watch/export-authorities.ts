import type { Fault } from "../faults";

/** What is wrong with the file of authorities that an export names: `text` is what it holds, or why it can't be read. */
export function exportAuthorityFaults(
    ca: string,
    i: number,
    found: { readonly text: string } | { readonly unreadable: string },
): Fault[] {
    const why =
        "unreadable" in found
            ? `it can't be read (${found.unreadable})`
            : found.text.includes("-----BEGIN CERTIFICATE-----")
              ? undefined
              : "it holds none";
    return why === undefined
        ? []
        : [
              {
                  code: "observability/export-ca",
                  path: `observability.exports[${i}].ca`,
                  value: ca,
                  allowed: "a file of certificates in PEM",
                  remedy: `${why}: name one, relative to the project`,
              },
          ];
}
