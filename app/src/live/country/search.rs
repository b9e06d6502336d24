//! The open search: what is listed, which option is marked, and what is chosen.

use super::super::dom::{add, all, first, focus_still, set};
use super::{CLEAR, Search, fold, names};
use leptos::{
    prelude::document,
    web_sys::{Element, ScrollIntoViewOptions, ScrollLogicalPosition},
};
use words::{WORST_RANK, country_rank};

impl Search {
    /// Does what a key asks for; nothing where it is the browser's.
    pub(super) fn obey(&self, key: &str, alt: bool) -> Option<()> {
        match key {
            "ArrowDown" | "ArrowUp" if alt => self.show(key == "ArrowDown"),
            "ArrowDown" | "ArrowUp" => self.step(key == "ArrowDown"),
            "Home" | "End" if self.input.value().is_empty() => self.go(key == "Home"),
            // Without an option it sends no form either.
            "Enter" => {
                if let Some(option) = self.active() {
                    self.choose(Some(&option), true);
                }
            }
            "Escape" if !self.list.hidden() && !self.input.value().is_empty() => self.show(false),
            "Escape" => self.close(true),
            // The browser goes on from the select.
            "Tab" => {
                self.choose(self.active().as_ref(), true);
                return None;
            }
            _ => return None,
        }
        Some(())
    }

    /// Lists the countries that fit what is typed, the best first.
    pub(super) fn filter(&self) {
        let wanted = fold(&self.input.value());
        let is_long = wanted.chars().count() > 2;
        let chosen = self.select.value();
        let countries = all(&self.select, "option");
        let mut found = 0;
        let mut active = None;
        self.list.set_text_content(None);
        CLEAR.set(false);
        for wave in 0..=WORST_RANK {
            for country in &countries {
                let code = country.get_attribute("value").unwrap_or_default();
                if code.is_empty() || country_rank(names(country, &code).as_bytes(), wanted.as_bytes()) != Some(wave) {
                    continue;
                }
                let Some(option) = add(&self.list, "li", "", &country.text_content().unwrap_or_default()) else {
                    return;
                };
                set(&option, "id", &format!("country-{code}"));
                set(&option, "role", "option");
                set(&option, "aria-selected", "false");
                found += 1;
                if wanted.is_empty() && code == chosen || !wanted.is_empty() && found == 1 {
                    active = Some(option);
                }
            }
            // The only one that is called just so, or the only one at all where that is no slip of two letters.
            CLEAR.set(CLEAR.get() || found == 1 && (wave == 0 || wave == WORST_RANK && is_long));
        }
        self.show(true);
        self.mark(active.as_deref());
        self.say(found, wanted.is_empty());
    }

    /// Says how many there are, and what to do where there is none.
    fn say(&self, found: u32, all: bool) {
        self.status.set_class_name(if found == 0 { "combobox__none" } else { "visually-hidden" });
        let attribute_text = |name: &str| self.status.get_attribute(name).unwrap_or_default();
        let sentence = match found {
            0 => attribute_text("data-none"),
            _ if all => String::new(),
            found => format!("{} {found}", attribute_text("data-found")),
        };
        self.status.set_text_content(Some(&sentence));
    }

    /// Shows the list if there is anything in it, or hides it.
    pub(super) fn show(&self, shown: bool) {
        let shown = shown && self.list.has_child_nodes();
        self.list.set_hidden(!shown);
        set(&self.input, "aria-expanded", if shown { "true" } else { "false" });
        if !shown {
            self.mark(None);
        }
    }

    /// The option that Enter takes.
    pub(super) fn active(&self) -> Option<Element> {
        Some(first(&self.list, "[aria-selected=true]")?.into())
    }

    fn mark(&self, option: Option<&Element>) {
        if let Some(before) = self.active() {
            set(&before, "aria-selected", "false");
        }
        if let Some(option) = option {
            set(option, "aria-selected", "true");
            near(option);
        }
        set(&self.input, "aria-activedescendant", &option.map(Element::id).unwrap_or_default());
    }

    /// Goes to the next option or the one before, from one end to the other.
    fn step(&self, down: bool) {
        self.show(true);
        let beside = |at: Element| if down { at.next_element_sibling() } else { at.previous_element_sibling() };
        match self.active().and_then(beside) {
            Some(next) => self.reach(Some(&next)),
            None => self.go(down),
        }
    }

    /// Goes to the first option, or the last.
    fn go(&self, to_first: bool) {
        let option = if to_first { self.list.first_element_child() } else { self.list.last_element_child() };
        self.reach(option.as_ref());
    }

    /// Marks what the person went to: that is what they mean.
    fn reach(&self, option: Option<&Element>) {
        self.mark(option);
        CLEAR.set(true);
    }

    /// Takes the search from the page.
    pub(super) fn close(&self, focused: bool) {
        // It is not open any more for whoever hears that the focus moves.
        let _closed = self.list.remove_attribute("id");
        for name in ["aria-hidden", "tabindex"] {
            let _shown = self.select.remove_attribute(name);
        }
        if focused {
            focus_still(&self.select);
        }
        if let Some(search) = self.input.parent_element() {
            search.remove();
        }
    }

    /// Closes the search and writes what was chosen into the select, as the person would.
    pub(super) fn choose(&self, option: Option<&Element>, focused: bool) {
        self.close(focused);
        let id = option.map(Element::id).unwrap_or_default();
        let Some(code) = id.strip_prefix("country-").filter(|code| self.select.value() != *code) else { return };
        self.select.set_value(code);
        for kind in ["input", "change"] {
            if let Ok(event) = document().create_event("Event") {
                event.init_event_with_bubbles(kind, true);
                let _told = self.select.dispatch_event(&event);
            }
        }
    }
}

/// Brings an element into view, if it is not.
pub(super) fn near(element: &Element) {
    let options = ScrollIntoViewOptions::new();
    options.set_block(ScrollLogicalPosition::Nearest);
    element.scroll_into_view_with_scroll_into_view_options(&options);
}
