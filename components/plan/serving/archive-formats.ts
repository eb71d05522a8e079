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
