/** Releases that are archives: how large `meridian pack` writes them and programs unpack them, and what a name says is none. */

/** Files, directories and links of an archive. */
export const mostEntries = 100_000;

/** Linux limits a part of a path to 255 bytes, and a path to 4,096, of which the directory's own path takes some. */
export const mostPartBytes = 255;
export const mostPathBytes = 3072;

/** All paths and link targets together, which stay in memory until the end: some 300 bytes for each entry. */
export const mostNameBytes = 32 * 2 ** 20;

/** What is no archive of tar, by the ending of its name. */
const others: readonly (readonly [RegExp, string])[] = [
    [/\.(tar\.bz2|tbz2?)$/, "compressed with bzip2"],
    [/\.(tar\.xz|txz)$/, "compressed with xz"],
    [/\.(tar\.zst|tzst)$/, "compressed with Zstandard"],
    [/\.(zip|mar)$/, "a ZIP archive"],
    [/\.7z$/, "a 7-Zip archive"],
    [/\.(gguf|safetensors|onnx|tflite|joblib|pkl)$/, "a model of one file"],
];

/** What an artifact is that can't be unpacked, as far as its name says. */
export function otherFormat(artifact: string): string | undefined {
    const name = artifact.replace(/[?#].*$/s, "").toLowerCase();
    return others.find(([ending]) => ending.test(name))?.[1];
}
