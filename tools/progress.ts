/** Tells the user what takes long. */
export interface Progress {
    /** Shows `title` with the time gone by while `work` runs. */
    step<T>(title: string, work: () => Promise<T>): Promise<T>;
}

export const silent: Progress = { step: (_title, work) => work() };

const REWRITE_EVERY_MS = 1_000;
/** Where a line can't be rewritten (a log, CI), often enough to show life and seldom enough to be read. */
const LINE_EVERY_MS = 15_000;

/** One line a step, on standard error by default, so that standard output stays the command's result. */
export function progressOn(stream: NodeJS.WriteStream = process.stderr): Progress {
    return {
        async step(title, work) {
            const start = Date.now();
            const elapsed = () => `${title} (${Math.round((Date.now() - start) / 1000)} s)`;
            const show = stream.isTTY
                ? (end: string) => stream.write(`\r\x1b[K${elapsed()}${end}`)
                : (end: string) => stream.write(`${elapsed()}${end || " …"}\n`);
            stream.write(stream.isTTY ? title : `${title} …\n`);
            const timer = setInterval(() => show(""), stream.isTTY ? REWRITE_EVERY_MS : LINE_EVERY_MS);
            let end = ": failed";
            try {
                const result = await work();
                end = ": done";
                return result;
            } finally {
                clearInterval(timer);
                show(stream.isTTY ? `${end}\n` : end);
            }
        },
    };
}
