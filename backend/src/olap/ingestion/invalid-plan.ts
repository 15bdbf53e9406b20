import { ProductError } from '@nemeton/contract'

/** `field` is the path in the plan, as the page names it. */
export const invalidPlan = (field: string, message: string): ProductError =>
  new ProductError('invalid_plan', `${field}: ${message}`, { details: { field } })
