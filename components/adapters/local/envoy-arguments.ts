/**
 * One worker a gate: a machine that plays several regions has more gates than cores. Hot restart needs shared memory that
 * Envoys on one machine would fight over. Connections that a changed listener has no more use for are asked to end with
 * their next answer, and have as long for that as the longest deadline that a config may set.
 */
export function envoyArguments(directory: string): string[] {
    return [
        "-c",
        `${directory}/bootstrap.json`,
        "--concurrency",
        "1",
        "--disable-hot-restart",
        "--drain-strategy",
        "immediate",
        "--drain-time-s",
        "3600",
        "--file-flush-interval-msec",
        "1000",
        "--log-level",
        "warning",
    ];
}
