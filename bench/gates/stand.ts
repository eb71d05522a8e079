import { LocalStack } from "../../tests/support/local-stack";
import { stackConfig, type StackConfig } from "../../tests/support/stack-config";

/** What a user calls the stack too. */
export const stackName = "local";

/** A project with the stack `local`, on which nothing runs yet; taken away after `work`, with all that runs then. */
export async function withProject<T>(work: (stack: LocalStack) => Promise<T>, config = stackConfig()): Promise<T> {
    const stack = await LocalStack.prepare(config, stackName);
    try {
        return await work(stack);
    } finally {
        await stack.dispose();
    }
}

/** The same with everything up. */
export async function withStack<T>(work: (stack: LocalStack) => Promise<T>, config?: StackConfig): Promise<T> {
    return withProject(async stack => {
        await stack.up();
        return work(stack);
    }, config);
}
