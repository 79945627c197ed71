// A small judge of JSON Schema, as far as openapi.yaml uses it: an independent reading to compare the zod schemas with.

export interface JsonSchema {
  [keyword: string]: unknown
}

const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/i
const DATE = /^\d{4}-\d\d-\d\d$/

function isType(type: unknown, value: unknown): boolean {
  switch (type) {
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value)
    case 'array':
      return Array.isArray(value)
    case 'integer':
      return Number.isInteger(value)
    case 'number':
      return typeof value === 'number'
    default:
      return typeof value === type
  }
}

function isRealDate(text: string): boolean {
  const [year = 0, month = 0, day = 0] = text.slice(0, 10).split('-').map(Number)
  return new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10) === text.slice(0, 10)
}

function isText(schema: JsonSchema, text: string): boolean {
  const length = [...text].length
  if (length < Number(schema.minLength ?? 0) || length > Number(schema.maxLength ?? Number.POSITIVE_INFINITY))
    return false
  if (typeof schema.pattern === 'string' && !new RegExp(schema.pattern, 'u').test(text)) return false
  if (schema.format === 'date-time') return DATE_TIME.test(text) && isRealDate(text)
  return schema.format !== 'date' || (DATE.test(text) && isRealDate(text))
}

function isNumber(schema: JsonSchema, value: number): boolean {
  if (value < Number(schema.minimum ?? Number.NEGATIVE_INFINITY)) return false
  if (value > Number(schema.maximum ?? Number.POSITIVE_INFINITY)) return false
  if (schema.multipleOf === undefined) return true
  const quotient = value / Number(schema.multipleOf)
  return Math.abs(quotient - Math.round(quotient)) < 1e-6
}

function isObject(schema: JsonSchema, value: object): boolean {
  const properties = (schema.properties ?? {}) as Record<string, JsonSchema>
  const required = (schema.required ?? []) as string[]
  if (required.some(key => !Object.hasOwn(value, key))) return false
  return Object.entries(value).every(([key, item]) => {
    const property = Object.hasOwn(properties, key) ? properties[key] : undefined
    return property ? isValid(property, item) : schema.additionalProperties !== false
  })
}

function isArray(schema: JsonSchema, value: unknown[]): boolean {
  if (value.length > Number(schema.maxItems ?? Number.POSITIVE_INFINITY)) return false
  if (schema.uniqueItems === true && new Set(value.map(item => JSON.stringify(item))).size < value.length) return false
  return schema.items === undefined || value.every(item => isValid(schema.items as JsonSchema, item))
}

/** True where `value` is what `schema` ($ref resolved) describes. */
export function isValid(schema: JsonSchema, value: unknown): boolean {
  if (schema.type !== undefined && !isType(schema.type, value)) return false
  if (schema.enum !== undefined && !(schema.enum as unknown[]).includes(value)) return false
  if (typeof value === 'string') return isText(schema, value)
  if (typeof value === 'number') return isNumber(schema, value)
  if (Array.isArray(value)) return isArray(schema, value)
  return typeof value !== 'object' || value === null || isObject(schema, value)
}

/** The schema with each $ref put in place. */
export function resolved(schema: unknown, document: JsonSchema): JsonSchema {
  if (Array.isArray(schema)) return schema.map(item => resolved(item, document)) as unknown as JsonSchema
  if (typeof schema !== 'object' || schema === null) return schema as JsonSchema
  if ('$ref' in schema) {
    const { $ref, ...beside } = schema
    const target = String($ref)
      .slice(2)
      .split('/')
      .reduce<unknown>((node, key) => (node as JsonSchema)[key], document)
    return { ...resolved(target, document), ...resolved(beside, document) }
  }
  return Object.fromEntries(Object.entries(schema).map(([key, item]) => [key, resolved(item, document)]))
}
