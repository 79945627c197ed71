import { z } from 'zod'
import { boundedText } from './text.ts'

export const RESPONDENT_KINDS = [
  'travel_agency',
  'guide',
  'scenic_spot',
  'lodging',
  'online_travel',
  'transport',
  'catering',
  'shop',
  'performance',
  'entertainment_venue',
  'internet_cafe',
  'art_business',
  'online_culture',
  'scripted_entertainment',
  'cinema',
  'bookshop_publisher',
  'broadcasting',
  'library',
  'museum',
  'cultural_centre',
  'relic_site',
  'government_body',
  'individual',
  'other'
] as const

/** 被举报/被投诉对象 */
export const respondentSchema = z.strictObject({
  name: boundedText(2, 100),
  kind: z.enum(RESPONDENT_KINDS),
  address: boundedText(0, 200).optional(),
  phone: z.string().optional(),
  /** 统一社会信用代码, GB 32100 */
  uscc: z
    .string()
    .regex(/^[0-9A-HJ-NPQRTUWXY]{18}$/)
    .optional(),
  /** Guide, driver, staff named or described. */
  person: z.string().optional(),
  plateNo: z.string().optional(),
  licenceNo: z.string().optional()
})
export type Respondent = z.infer<typeof respondentSchema>
