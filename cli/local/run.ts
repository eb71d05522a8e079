import type { Engine } from "../engine";
import { parseCommand, usage, UsageError, type Command } from "./arguments";
import { down, env, up, type Session } from "./commands";

/** Both the terminal and npm pass a ^C on, so one arrives twice; to the engine a second means "give up at once". */
const SAME_INTERRUPT_MS = 500;

const EXIT_USAGE = 2;

const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 };
type HandledSignal = keyof typeof SIGNALS;

/** Runs a command on the project in `project` and returns the exit code. Signals are passed on to the engine, and its end waited for. */
export async function run(argv: readonly string[], project: string): Promise<number> {
    try {
        return await perform(parseCommand(argv), project);
    } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        process.stderr.write(error instanceof UsageError ? `${message}\n\n${usage}` : `${message}\n`);
        return error instanceof UsageError ? EXIT_USAGE : 1;
    }
}

async function perform({ verb, stack, json, verbose }: Command, project: string): Promise<number> {
    let engine: Engine | undefined;
    let signalled: HandledSignal | undefined;
    let last = 0;
    for (const signal of Object.keys(SIGNALS) as HandledSignal[]) {
        process.on(signal, () => {
            if (Date.now() - last < SAME_INTERRUPT_MS) return;
            last = Date.now();
            signalled = signal;
            // Before there is an engine, nothing has to be waited for.
            if (engine === undefined) process.exit(exitCodeOf(signal));
            engine.signal(signal === "SIGHUP" ? "SIGTERM" : signal);
        });
    }
    const session: Session = { project, stack, verbose, onEngine: opened => (engine = opened) };
    const commands = {
        up: () => up(session, json),
        down: () => down(session),
        env: () => env(session),
        help: () => {
            process.stdout.write(usage);
            return 0;
        },
    };
    try {
        const exitCode = await commands[verb]();
        return signalled === undefined ? exitCode : exitCodeOf(signalled);
    } catch (error) {
        if (signalled === undefined) throw error;
        return exitCodeOf(signalled);
    }
}

/** As shells report a program that a signal has ended. */
function exitCodeOf(signal: HandledSignal): number {
    return 128 + SIGNALS[signal];
}
