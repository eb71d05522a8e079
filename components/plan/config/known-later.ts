/** Stands in a config for what another resource makes, as an id that is known after an update only: nothing judges its form. */
export const knownLater = "(known after an update)";
