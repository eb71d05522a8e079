import { commandNames, usageOf } from "../../cli/run";

/** What `meridian <command> --help` prints, of every command. */
export function commandList(): string {
    return commandNames.map(name => `## meridian ${name}\n\n\`\`\`\n${usageOf(name).trimEnd()}\n\`\`\``).join("\n\n");
}
