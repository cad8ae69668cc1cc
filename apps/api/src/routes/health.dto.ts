export class Alive {
  status!: 'ok';
}

export class DependencyStates {
  postgres!: 'up' | 'down';
  /** The API works without it. */
  redis!: 'up' | 'down';
}

export class Ready {
  status!: 'ready';
  checks!: DependencyStates;
}
