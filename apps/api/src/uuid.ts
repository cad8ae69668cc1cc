/** How ids of ours look. Anything else is the id of nothing, and Postgres would refuse to compare it. */
export const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
