// Errors of the knowledge base; part of ERROR_CATALOGUE (core/errors.ts).
export const KNOWLEDGE_ERRORS = {
  KB_BAD_ARTICLE: {
    httpStatus: 500,
    retryable: false,
    message: 'a knowledge article is not valid',
    hint: 'The detail names the file and the field; correct it and start again.'
  },
  KB_BAD_LINE: {
    httpStatus: 400,
    retryable: false,
    message: 'this line is not a question for the knowledge base',
    hint: 'Each line is one JSON object with "question" and, optionally, "id" and "region" (six digits).'
  },
  KB_ARTICLE_NOT_FOUND: {
    httpStatus: 404,
    retryable: false,
    message: 'there is no such article, or no such version of it',
    hint: 'Compare the id and the version with npm run -s kb -- history ID.'
  },
  KB_STEP_REFUSED: {
    httpStatus: 409,
    retryable: false,
    message: 'this step does not follow from where the version stands',
    hint: 'The way is draft, submit, approve by a second person, publish; the detail names what stands in the way.'
  },
  KB_EDIT_CONFLICT: {
    httpStatus: 409,
    retryable: false,
    message: 'somebody else saved this article first',
    hint: 'Your text is kept as a version that is set aside; look at the difference, take over what you need, and save on top of the newest version.'
  },
  KB_PUBLISH_HELD: {
    httpStatus: 409,
    retryable: false,
    message: 'publishing is held, because something that must hold would break',
    hint: 'The answer lists each question, citation or twin that breaks; change the article or the regression list and publish again.'
  },
  KB_IMPORT_REFUSED: {
    httpStatus: 422,
    retryable: false,
    message: 'the import has faults, so nothing of it was taken in',
    hint: 'Each fault is listed with its line and a hint; put them right and import again.'
  }
} as const
