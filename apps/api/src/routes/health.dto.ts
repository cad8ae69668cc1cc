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
  /**
   * What is wrong with the settings and with what the process stands on, and what to do. Empty when all is well.
   * @example ['PUBLIC_BASE_URL is not set: it is not heard whether an SMS arrived, nor who answers STOP']
   */
  warnings!: string[];
}
