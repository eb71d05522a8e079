/** When a budget notifies, on every cloud: at parts of the month's limit, of what was spent or of what is forecast for its end. */
export const budgetNotices = [
    { of: "spent", percent: 80 },
    { of: "spent", percent: 100 },
    { of: "forecast", percent: 100 },
] as const;

/** From which amount unusual cost is worth a look: a twentieth of the month's limit, in its currency. */
export function anomalyFrom(monthly: number): number {
    return Math.ceil(monthly / 20);
}
