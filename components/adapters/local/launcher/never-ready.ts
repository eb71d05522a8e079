/** What a launcher's path of readiness answers where no waiting makes its server ready: an update then ends at once. */
export const neverReady = 500;
