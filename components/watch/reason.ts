/** Characters of the reason for a query, at most: it is in one line of the record, beside what was requested. */
export const mostReasonCharacters = 300;
