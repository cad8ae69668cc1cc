import { createBookingEventIntake, type BookingEventIntake } from './bookings/accept.js';
import { createDelivery, type Delivery } from './delivery/deliver.js';
import { factsNow } from './planning/facts-now.js';
import { createQueueProducer, type QueueProducer } from './queues/producer.js';
import type { Services } from './services/services.js';

/** The ways in and out, assembled once from the services: for the API, the worker, the command line and the tests. */
export interface Engine {
  readonly services: Services;
  /** Wakes workers through Redis. */
  readonly producer: QueueProducer;
  /** The way in for booking events. */
  readonly intake: BookingEventIntake;
  /** The way out for notifications. */
  readonly delivery: Delivery;
  /** Waits for running deliveries, then closes the producer and the services. */
  close(): Promise<void>;
}

export function createEngine(services: Services): Engine {
  const producer = createQueueProducer(services);
  const intake = createBookingEventIntake(services, producer);
  const delivery = createDelivery(services, (rows) => factsNow(services, rows));
  return {
    services,
    producer,
    intake,
    delivery,
    close: async () => {
      await delivery.drain();
      await producer.close();
      await services.close();
    },
  };
}
