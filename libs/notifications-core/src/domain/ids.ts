/** Whether it can be an id of ours: anything else is the id of nothing, and Postgres would refuse to compare it. */
export { validate as isUuid } from 'uuid';
