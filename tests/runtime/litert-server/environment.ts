import { execFileSync } from "node:child_process";
import path from "node:path";

import { ConfigFaults, type Fault } from "../../../components/plan/faults";
import { packageRoot } from "../../../tools/package-root";

const program = path.join(packageRoot(), "runtime", "litert-server");

/** Reads the variables in standard input, and writes which it asked for and what is wrong with them. */
const script = `
import json, sys
sys.path.insert(0, ${JSON.stringify(program)})
import environment

class Asked(dict):
    names = []
    def get(self, name, fallback=None):
        self.names.append(name)
        return super().get(name, fallback)

faults = []
try:
    environment.parse(Asked(json.load(sys.stdin)))
except environment.Faults as refused:
    faults = refused.faults
print(json.dumps({"asked": Asked.names, "faults": faults}))
`;

/** What the server in Python reads of an environment, as the parsers of the other programs: throws `ConfigFaults`. */
export function parseEnvironment(env: NodeJS.ProcessEnv): void {
    // Without a look at the values, which a test counts.
    const own = Object.keys(env).map(name => [name, Object.getOwnPropertyDescriptor(env, name)?.value as string]);
    const input = JSON.stringify(Object.fromEntries(own));
    const said = execFileSync("python3", ["-I", "-S", "-c", script], { input, encoding: "utf8" });
    const { asked, faults } = JSON.parse(said) as { asked: string[]; faults: string[] };
    asked.forEach(name => Reflect.get(env, name));
    if (faults.length > 0) throw new ConfigFaults(faults.map(fault));
}

/** Of a line of the log, as `describe` writes it. */
function fault(line: string): Fault {
    const [, path = "", problem = "", code = "", remedy = ""] = /^(\w+): (.*) \[(.+?)\]; (.*)$/.exec(line) ?? [];
    return { code: code as Fault["code"], path, problem, remedy };
}
