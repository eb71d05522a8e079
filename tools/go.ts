import { homedir } from "node:os";
import { join } from "node:path";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { answerOf, runLogged } from "./command";
import { packageRoot } from "./package-root";
import { isAtLeast, versionIn } from "./version";

export interface GoProgram {
    /** The folder under `tools/` with the `go.mod` and `go.sum` that pin everything it is built from. */
    readonly module: string;
    readonly package: string;
    /** Go variables that are set to a string at link time. */
    readonly variables: Readonly<Record<string, string>>;
    /** The lowest Go that builds it. */
    readonly minimumGo: string;
    /** Go's own variables, such as those of another platform. Default: the user's. */
    readonly environment?: NodeJS.ProcessEnv;
}

/** Builds a program from Go modules into the file `output`. `into` is the temporary directory of the build. */
export async function goBuild(program: GoProgram, output: string, into: string, log: string): Promise<void> {
    const scratch = join(into, "go");
    const go = versionIn((await answerOfGo(["version"], scratch)) ?? "");
    if (go === undefined || !isAtLeast(go, program.minimumGo)) {
        const found = go === undefined ? "no go is on PATH" : `the go on PATH is ${go}`;
        throw new Error(
            `it is built with Go ${program.minimumGo} or later, and ${found}; install Go from https://go.dev/dl`,
        );
    }
    const variables = Object.entries(program.variables).map(([name, value]) => `-X ${name}=${value}`);
    await runLogged({
        program: "go",
        args: [
            "build",
            "-trimpath",
            "-mod=readonly",
            "-modcacherw",
            "-ldflags",
            ["-s", "-w", ...variables].join(" "),
            "-o",
            output,
            program.package,
        ],
        cwd: join(packageRoot(), "tools", program.module),
        env: {
            ...process.env,
            ...scratchEnvironment(scratch),
            CGO_ENABLED: "0",
            GOWORK: "off",
            ...program.environment,
        },
        log,
    });
    rmSync(scratch, { recursive: true, force: true });
}

/** What `go` prints. Even when it only prints its version, Go counts that below the user's configuration: here in `scratch`. */
export function answerOfGo(args: readonly string[], scratch: string): Promise<string | undefined> {
    stopCounting(scratch);
    return answerOf("go", args, { ...process.env, ...scratchEnvironment(scratch) });
}

/**
 * Go counts its own use by a process that outlives the command, and so writes into `scratch` while that is removed. This
 * file is how `go telemetry off` stops it (golang.org/x/telemetry, internal/telemetry/dir.go).
 */
function stopCounting(scratch: string): void {
    const telemetry = join(configIn(scratch), "go", "telemetry");
    mkdirSync(telemetry, { recursive: true });
    writeFileSync(join(telemetry, "mode"), "off");
}

const configIn = (scratch: string) => join(scratch, "config");

/**
 * Two gigabytes of modules and intermediate results are stored only while the build runs, so that nothing is written outside our cache.
 * Variables of Go that the user has set (in a CI job with a warm cache, say) take precedence.
 */
function scratchEnvironment(scratch: string): NodeJS.ProcessEnv {
    const { GOPATH, GOMODCACHE, GOCACHE, GOENV, XDG_CONFIG_HOME } = process.env;
    return {
        GOPATH: GOPATH ?? join(scratch, "path"),
        GOMODCACHE: GOMODCACHE ?? join(scratch, "modules"),
        GOCACHE: GOCACHE ?? join(scratch, "build"),
        // Go counts its own use below the user's configuration. The settings that are kept there still hold.
        ...(process.platform === "linux" && {
            GOENV: GOENV ?? join(XDG_CONFIG_HOME ?? join(homedir(), ".config"), "go", "env"),
            XDG_CONFIG_HOME: configIn(scratch),
        }),
    };
}
