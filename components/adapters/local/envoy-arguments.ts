/** One worker a gate: a machine that plays several regions has more gates than cores. Hot restart needs shared memory that Envoys on one machine would fight over. */
export function envoyArguments(directory: string): string[] {
    return [
        "-c",
        `${directory}/bootstrap.json`,
        "--concurrency",
        "1",
        "--disable-hot-restart",
        "--log-level",
        "warning",
    ];
}
