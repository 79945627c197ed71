import assert from 'node:assert/strict'
import {
  addCalendarDays,
  addWorkingDays,
  type CalendarYears,
  createCalendar,
  nextWorkingDay,
  workingDaysBefore
} from '../../../tickets/limits/working-days.ts'

const open = (years: CalendarYears = {}) => {
  const unknown: number[] = []
  return { unknown, calendar: createCalendar(years, year => unknown.push(year)) }
}

describe('working days', () => {
  const { calendar } = open()

  it('are no weekends and no holidays, but the days worked in their stead, as the State Council has set them', () => {
    const work = {
      '2026-11-23': true, // Monday
      '2026-11-21': false, // Saturday
      '2026-11-22': false,
      '2026-01-01': false, // 元旦, Thursday
      '2026-01-02': false, // Friday, taken off
      '2026-01-04': true, // Sunday, worked
      '2026-02-14': true, // Saturday before 春节, worked
      '2026-02-15': false,
      '2026-02-17': false, // 初一
      '2026-02-23': false, // Monday, last day off
      '2026-02-24': true,
      '2026-02-28': true, // Saturday, worked
      '2026-04-06': false, // 清明, Monday
      '2026-05-09': true, // Saturday, worked
      '2026-06-19': false, // 端午, Friday
      '2026-09-20': true, // Sunday before 国庆, worked
      '2026-09-25': false, // 中秋, Friday
      '2026-10-07': false,
      '2026-10-08': true,
      '2026-10-10': true, // Saturday, worked
      '2025-01-26': true, // Sunday before 春节 2025, worked
      '2025-04-27': true, // Sunday before 1 May 2025, worked
      '2025-09-28': true // Sunday before 国庆 2025, worked
    }
    for (const [day, isWork] of Object.entries(work)) assert.equal(calendar.isWorkingDay(day), isWork, day)
  })

  // start, working days, last day
  const spans: [string, number, string][] = [
    ['2026-11-23', 2, '2026-11-25'], // Monday → Wednesday
    ['2026-11-26', 2, '2026-11-30'], // Thursday → Friday, Monday
    ['2026-11-27', 1, '2026-11-30'],
    ['2026-11-28', 2, '2026-12-01'], // came on a Saturday: counts from Monday
    ['2026-11-23', 5, '2026-11-30'],
    ['2026-09-18', 1, '2026-09-20'], // Friday → the Sunday that is worked
    ['2026-09-30', 2, '2026-10-09'], // 8 October and 9 October
    ['2026-09-30', 3, '2026-10-10'], // … and the Saturday that is worked
    ['2026-09-30', 4, '2026-10-12'],
    ['2026-10-03', 2, '2026-10-09'], // came in the holidays
    ['2026-09-24', 5, '2026-10-09'], // over 中秋 and 国庆: 28, 29, 30 September, 8 and 9 October
    ['2026-02-13', 2, '2026-02-24'], // Friday: the worked Saturday, then nine days off
    ['2026-02-13', 5, '2026-02-27'],
    ['2026-02-13', 6, '2026-02-28'], // the worked Saturday after 春节
    ['2025-12-31', 2, '2026-01-05'], // 元旦: Sunday 4 January is worked, then Monday
    ['2026-04-30', 5, '2026-05-11'] // 6, 7, 8, Saturday 9 (worked), 11 May
  ]
  it('are counted from the day after', () => {
    for (const [start, count, last] of spans) {
      assert.equal(addWorkingDays(start, count, calendar), last, `${start} + ${count}`)
    }
  })

  it('are counted backwards too', () => {
    assert.equal(workingDaysBefore('2026-10-09', 1, calendar), '2026-10-08')
    assert.equal(workingDaysBefore('2026-10-08', 1, calendar), '2026-09-30')
    assert.equal(workingDaysBefore('2026-09-21', 1, calendar), '2026-09-20', 'a worked Sunday')
    assert.equal(workingDaysBefore('2026-10-05', 0, calendar), '2026-10-05')
  })

  it('natural days end on a working day: 60 days from 4 August run into 国庆', () => {
    assert.equal(addCalendarDays('2026-08-04', 60, calendar), '2026-10-08', '3 October, moved on')
    assert.equal(addCalendarDays('2026-09-01', 60, calendar), '2026-11-02', 'Saturday 31 October, moved on')
    assert.equal(addCalendarDays('2026-07-22', 60, calendar), '2026-09-20', 'a Sunday that is worked stays')
    assert.equal(addCalendarDays('2026-03-16', 60, calendar), '2026-05-15')
    assert.equal(nextWorkingDay('2026-02-15', calendar), '2026-02-24')
  })

  it('of a year that nobody knows are those of the week, and it is said once', () => {
    const { calendar: far, unknown } = open()
    assert.equal(far.isWorkingDay('2051-10-02'), true, 'a Monday')
    assert.equal(far.isWorkingDay('2051-10-01'), false, 'a Sunday')
    assert.equal(addWorkingDays('2051-09-28', 3, far), '2051-10-03')
    assert.deepEqual(unknown, [2051])
    assert.deepEqual([far.knows(2026), far.knows(2004), far.knows(2003)], [true, true, false])
  })

  it('of a year that the editor has written are as written', () => {
    const years = {
      2051: { source: 'test', restDays: ['2051-10-02', '2051-10-03', '2051-10-04'], workDays: ['2051-10-07'] }
    }
    const { calendar: written, unknown } = open(years)
    assert.equal(addWorkingDays('2051-09-29', 2, written), '2051-10-06')
    assert.equal(addWorkingDays('2051-09-29', 3, written), '2051-10-07', 'the Saturday that is worked')
    assert.deepEqual(unknown, [])
  })
})
