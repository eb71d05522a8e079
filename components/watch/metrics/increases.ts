/**
 * By how much cumulative counts have grown since they were read before; all of them where nothing was read before.
 *
 * A process that has restarted counts from 0: any count that is smaller than before, or another number of counts, says so,
 * and then all that it has counted is new. One that has already counted beyond what it had before doesn't show, and its start
 * costs what lay between: read more often than processes can start and catch up.
 */
export function increases(before: readonly number[] | undefined, after: readonly number[]): readonly number[] {
    const isSame = before?.length === after.length && after.every((count, i) => count >= before[i]!);
    return isSame ? after.map((count, i) => count - before[i]!) : after;
}
