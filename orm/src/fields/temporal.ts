import { dateInZone, type PreciseDate, parseDate, parseDateTime, parseTime, timeInZone, timeZone } from '../datetime.ts'
import { UsageError } from '../errors.ts'
import type { Problem } from '../validation.ts'
import { Field, type FieldKind, type FieldOptions, shown } from './field.ts'

/** Options of dates and times. */
export interface TemporalOptions extends FieldOptions {
  /** Set to now at every save. */
  readonly autoNow?: boolean
  /** Set to now when the row is inserted. */
  readonly autoNowAdd?: boolean
}

/** Dates and times; they can keep the moment of a save by themselves. */
abstract class TemporalField extends Field<TemporalOptions> {
  override get editable(): boolean {
    return this.options.editable ?? !this.setsItself
  }
  override get blank(): boolean {
    return this.options.blank ?? this.setsItself
  }
  get setsItself(): boolean {
    return Boolean(this.options.autoNow || this.options.autoNowAdd)
  }

  override preSave(instance: object, adding: boolean): unknown {
    if (this.options.autoNow || (this.options.autoNowAdd && adding)) {
      ;(instance as Record<string, unknown>)[this.attname] = this.now()
    }
    return super.preSave(instance, adding)
  }

  /** The present, as a value of this kind. */
  protected abstract now(): unknown

  protected refuseOther(value: unknown, what: string): UsageError {
    return new UsageError(`Field '${this.name}' expected ${what} but got ${shown(value)}.`)
  }

  protected invalid(value: unknown, format: string): Error {
    return this.refusal(badFormat(value, format))
  }
}

function badFormat(value: unknown, format: string): Problem {
  const message = `${shown(value)} value has an invalid format. It must be in ${format} format.`
  return { code: 'invalid', message, params: { value } }
}

/** A moment, held as Date; a PreciseDate where microseconds say so. */
export class DateTimeField extends TemporalField {
  readonly kind: FieldKind = 'datetime'

  protected now(): Date {
    return new Date()
  }

  protected coerce(value: unknown): Date | PreciseDate {
    if (value instanceof Date) return this.valid(value)
    if (typeof value !== 'string') throw this.refuseOther(value, 'a Date or a text')
    const parsed = parseDateTime(value)
    if (!parsed) throw this.invalid(value, 'YYYY-MM-DD HH:MM[:ss[.uuuuuu]][TZ]')
    return parsed
  }

  private valid(value: Date): Date {
    if (Number.isNaN(value.getTime())) throw this.invalid('Invalid Date', 'YYYY-MM-DD HH:MM[:ss[.uuuuuu]][TZ]')
    return value
  }
}

/** A day of the calendar, held as `'YYYY-MM-DD'`. */
export class DateField extends TemporalField {
  readonly kind: FieldKind = 'date'

  protected now(): string {
    return dateInZone(new Date(), timeZone())
  }

  /** A Date becomes its day in the current time zone. */
  protected coerce(value: unknown): string {
    if (value instanceof Date) return dateInZone(value, timeZone())
    if (typeof value !== 'string') throw this.refuseOther(value, 'a date as text')
    const parsed = parseDate(value)
    if (parsed === undefined) throw this.invalid(value, 'YYYY-MM-DD')
    return parsed
  }
}

/** A time of day, held as `'HH:MM:SS[.ffffff]'`. */
export class TimeField extends TemporalField {
  readonly kind: FieldKind = 'time'

  protected now(): string {
    return parseTime(new Date().toISOString().slice(11, 23)) ?? '00:00:00'
  }

  /** A Date becomes what clocks in the current time zone show. */
  protected coerce(value: unknown): string {
    if (value instanceof Date) return timeInZone(value, timeZone())
    if (typeof value !== 'string') throw this.refuseOther(value, 'a time as text')
    const parsed = parseTime(value)
    if (parsed === undefined) throw this.invalid(value, 'HH:MM[:ss[.uuuuuu]]')
    return parsed
  }
}
