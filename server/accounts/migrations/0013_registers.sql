-- How many requests a register of companies has had on a day, from all servers together. A day is in days since
-- 1970-01-01 where the register is.
create table register_days (
    register text not null,
    day bigint not null,
    requests bigint not null,
    primary key (register, day)
);
