import { workOrderIssues } from './work-order-rules.ts'
import { workOrderShape } from './work-order-shape.ts'

/** The whole contract of a work order, form and rules; both ends check with it. */
export const workOrderSchema = workOrderShape.superRefine((order, context) => {
  for (const { path, message, code } of workOrderIssues(order)) {
    context.addIssue({ code: 'custom', path: [...path], message, params: { code } })
  }
})
