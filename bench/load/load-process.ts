import { ReusedConnections } from "./reused-connections";
import { closedLoop } from "../measuring/loops";
import type { Work } from "./load-generator";

/** A process that is sent its work, and sends back how many requests were answered. */
process.once("message", (work: Work) => {
    send(work).then(
        answered => process.send!(answered),
        (error: unknown) => {
            process.stderr.write(`${(error as Error).message}\n`);
            process.exit(1);
        },
    );
});

async function send({ target, questions, connections, seconds }: Work): Promise<number> {
    const client = new ReusedConnections(target, connections);
    const answers = await closedLoop(i => client.ask(questions[i % questions.length]!), connections, seconds);
    client.close();
    return answers.length;
}
